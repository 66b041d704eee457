"""Opaque tokens, preferences and API tokens; a verified address for whoever has an account."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models
import core.tokens


def give_tokens(apps, schema_editor):
    """Give every account a token of its own."""
    User = apps.get_model("accounts", "User")
    for pk in User.objects.filter(token=None).values_list("pk", flat=True):
        User.objects.filter(pk=pk).update(token=core.tokens.public_token())


def trust_addresses(apps, schema_editor):
    """Take the addresses of accounts made before sign-up existed as proved: we made them."""
    User = apps.get_model("accounts", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    known = set(EmailAddress.objects.values_list("user_id", flat=True))
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=pk, email=email.lower(), verified=True, primary=True)
        for pk, email in User.objects.values_list("pk", "email")
        if pk not in known
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="discreet_mail",
            field=models.BooleanField(
                default=False,
                help_text="Mails to you say nothing but that a message waits for you on this site.",
                verbose_name="discreet mail",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=settings.LANGUAGES, default="en", max_length=2, verbose_name="language"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="time_zone",
            field=models.CharField(
                default="UTC",
                max_length=64,
                validators=[accounts.models.validate_time_zone],
                verbose_name="time zone",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="token",
            field=models.CharField(editable=False, max_length=12, null=True),
        ),
        migrations.RunPython(give_tokens, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="token",
            field=models.CharField(
                default=core.tokens.public_token, editable=False, max_length=12, unique=True
            ),
        ),
        migrations.RunPython(trust_addresses, migrations.RunPython.noop),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("prefix", models.CharField(editable=False, max_length=12)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("scopes", models.JSONField(default=list, verbose_name="what it may do")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(verbose_name="expires on")),
                ("last_used_at", models.DateTimeField(editable=False, null=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SentForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=30)),
                ("proof", models.CharField(max_length=64, null=True, unique=True)),
                ("network", models.CharField(blank=True, max_length=45)),
                ("sent_at", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "sent form", "verbose_name_plural": "sent forms"},
        ),
    ]
