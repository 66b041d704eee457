import core.tokens
import django.db.models.deletion
import django.utils.timezone
import privacy.fields
from django.conf import settings
from django.db import migrations, models


CREATE = {
    "postgresql": [
        # As `search_documents_with`, with what the score counts beside that of another kind of hit.
        "CREATE FUNCTION search_documents_with(wanted tsquery, ranked tsquery, weight real)"
        " RETURNS TABLE (id bigint, score real) LANGUAGE sql STABLE SET enable_seqscan = off AS $$"
        " SELECT d.id, weight * ts_rank('{0.1, 0.2, 0.4, 1.0}', d.vector, ranked, 1)"
        " FROM search_searchdocument d WHERE d.vector @@ wanted $$",
        "DROP FUNCTION search_documents_with(tsquery, tsquery)",
        # The words of titles and identifiers alone: suggestions ask for words beginning like this,
        # and a vector of everything would be read for each word of a text that begins so.
        "CREATE INDEX search_document_titles ON search_searchdocument"
        " USING gin (ts_filter(vector, '{a}'))",
        "CREATE FUNCTION search_documents_titled(wanted tsquery)"
        " RETURNS SETOF bigint LANGUAGE sql STABLE SET enable_seqscan = off AS $$"
        " SELECT d.id FROM search_searchdocument d WHERE ts_filter(d.vector, '{a}') @@ wanted $$",
    ],
}
DROP = {
    "postgresql": [
        "DROP FUNCTION search_documents_titled(tsquery)",
        "DROP INDEX search_document_titles",
        "CREATE FUNCTION search_documents_with(wanted tsquery, ranked tsquery)"
        " RETURNS TABLE (id bigint, score real) LANGUAGE sql STABLE SET enable_seqscan = off AS $$"
        " SELECT d.id, ts_rank('{0.1, 0.2, 0.4, 1.0}', d.vector, ranked, 1)"
        " FROM search_searchdocument d WHERE d.vector @@ wanted $$",
        "DROP FUNCTION search_documents_with(tsquery, tsquery, real)",
    ],
}


def change_functions(apps, schema_editor):
    """Weigh kinds of hits in one question, and let titles be asked by themselves.

    On SQLite the words of titles have a column of their own already.
    """
    for statement in CREATE.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


def change_functions_back(apps, schema_editor):
    """Take it away again."""
    for statement in DROP.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MatrixCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=10)),
                ('row', models.CharField(blank=True, max_length=100)),
                ('column', models.CharField(blank=True, max_length=100)),
                ('works', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='MatrixChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='RemoteWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('work', models.UUIDField(unique=True)),
                ('requested_at', models.DateTimeField(db_index=True)),
                ('is_urgent', models.BooleanField(db_index=True, default=False, help_text='Something of it must not be found any more.')),
            ],
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=core.tokens.public_token, editable=False, max_length=12, unique=True)),
                ('name', privacy.fields.SealedTextField(verbose_name='name')),
                ('address', privacy.fields.SealedTextField()),
                ('fingerprint', models.CharField(editable=False, max_length=64)),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'français'), ('es', 'español'), ('de', 'Deutsch'), ('ru', 'русский'), ('ar', 'العربية'), ('pt', 'português')], max_length=2)),
                ('frequency', models.CharField(choices=[('daily', 'every day'), ('weekly', 'every week'), ('off', 'never')], default='weekly', max_length=6, verbose_name='tell me of new works')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('begins_at', models.DateTimeField(editable=False)),
                ('last_run_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'saved search',
                'verbose_name_plural': 'saved searches',
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SentWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('work', models.UUIDField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'reported work',
                'verbose_name_plural': 'reported works',
            },
        ),
        migrations.CreateModel(
            name='ServerLease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.CharField(max_length=200, unique=True)),
                ('holder', models.UUIDField()),
                ('held_until', models.DateTimeField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name='searchdocument',
            name='search_document_work',
        ),
        migrations.AddField(
            model_name='searchdocument',
            name='facets',
            field=models.TextField(default='', help_text='All its facet values in one line, so that counting works reads no other table.'),
        ),
        migrations.AddField(
            model_name='searchdocument',
            name='words',
            field=models.JSONField(default=dict, help_text='Stems of titles, identifiers and headings, for a search server.'),
        ),
        migrations.AddIndex(
            model_name='searchdocument',
            index=models.Index(fields=['work', 'language', 'page'], name='search_document_work'),
        ),
        migrations.AddConstraint(
            model_name='matrixcell',
            constraint=models.UniqueConstraint(fields=('table', 'row', 'column'), name='one_matrix_cell'),
        ),
        migrations.AddField(
            model_name='savedsearch',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sentwork',
            name='saved_search',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sent_works', to='search.savedsearch'),
        ),
        migrations.AddIndex(
            model_name='savedsearch',
            index=models.Index(fields=['frequency', 'last_run_at'], name='saved_search_due'),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.UniqueConstraint(fields=('user', 'fingerprint'), name='one_saved_search_per_person'),
        ),
        migrations.AddConstraint(
            model_name='sentwork',
            constraint=models.UniqueConstraint(fields=('saved_search', 'work'), name='one_report_per_work'),
        ),
        migrations.RunPython(change_functions, change_functions_back),
    ]
