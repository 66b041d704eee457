"""Add the thesaurus, with the concepts that ship."""

from typing import Any

import taxonomy.fields
from django.db import migrations, models

from taxonomy.loading import load_concepts


def load(apps: Any, schema_editor: Any) -> None:
    """Load with the historical models."""
    load_concepts(apps)


class Migration(migrations.Migration):

    dependencies = [
        ('taxonomy', '0002_load_terms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Concept',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='slug')),
                ('names', taxonomy.fields.NamesField(default=dict, help_text='One on each line, the usual one first; only what is truly the same in law. Search finds texts with any of them by any other.', verbose_name='names')),
            ],
            options={
                'verbose_name': 'concept',
                'verbose_name_plural': 'thesaurus',
                'ordering': ['slug'],
            },
        ),
        migrations.AlterField(
            model_name='subject',
            name='synonyms',
            field=taxonomy.fields.NamesField(blank=True, default=dict, help_text='Other words for it, one on each line. Search finds its entries by them.', verbose_name='synonyms'),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
