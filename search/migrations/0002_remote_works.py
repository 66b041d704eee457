from django.db import migrations, models


CREATE = {
    "postgresql": [
        # As `search_documents_with`, with what the score counts beside that of another kind of hit.
        "CREATE FUNCTION search_documents_with(wanted tsquery, ranked tsquery, weight real)"
        " RETURNS TABLE (id bigint, score real) LANGUAGE sql STABLE SET enable_seqscan = off AS $$"
        " SELECT d.id, weight * ts_rank('{0.1, 0.2, 0.4, 1.0}', d.vector, ranked, 1)"
        " FROM search_searchdocument d WHERE d.vector @@ wanted $$",
        "DROP FUNCTION search_documents_with(tsquery, tsquery)",
    ],
}
DROP = {
    "postgresql": [
        "CREATE FUNCTION search_documents_with(wanted tsquery, ranked tsquery)"
        " RETURNS TABLE (id bigint, score real) LANGUAGE sql STABLE SET enable_seqscan = off AS $$"
        " SELECT d.id, ts_rank('{0.1, 0.2, 0.4, 1.0}', d.vector, ranked, 1)"
        " FROM search_searchdocument d WHERE d.vector @@ wanted $$",
        "DROP FUNCTION search_documents_with(tsquery, tsquery, real)",
    ],
}


def weigh(apps, schema_editor):
    """Let one question weigh its kinds of hits."""
    for statement in CREATE.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


def weigh_no_more(apps, schema_editor):
    """Take it away again."""
    for statement in DROP.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RemoteWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('work', models.UUIDField(unique=True)),
                ('requested_at', models.DateTimeField(db_index=True)),
                ('is_urgent', models.BooleanField(db_index=True, default=False, help_text='Something of it must not be found any more.')),
            ],
        ),
        migrations.RunPython(weigh, weigh_no_more),
    ]
