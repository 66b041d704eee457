"""The closed lists of the library."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MaterialType(models.TextChoices):
    """What kind of material an entry is; each has its page type."""

    LEGISLATION = "legislation", _("Legislation")
    CASE = "case", _("Case law")
    INSTRUMENT = "instrument", _("ILO instrument")
    ARTICLE = "article", pgettext_lazy("material type", "Article")
    REPORT = "report", _("Report")
    BRIEF = "brief", pgettext_lazy("material type", "Brief")
    TOOLKIT = "toolkit", _("Toolkit")


class Verification(models.TextChoices):
    """Whether someone has held an entry's facts against a source."""

    UNVERIFIED = "unverified", _("Not verified")
    PARTLY = "partly", _("Partly verified")
    VERIFIED = "verified", _("Verified")


class SupranationalBody(models.TextChoices):
    """The organisation whose law an entry is, where it is no state's."""

    ILO = "ilo", _("International Labour Organization")
    EU = "eu", _("European Union")
    COE = "coe", _("Council of Europe")
    OAS = "oas", _("Organization of American States")
    AU = "au", _("African Union")
    UN = "un", _("United Nations")


class LegislationKind(models.TextChoices):
    """Kinds of legislation."""

    CONSTITUTION = "constitution", _("Constitution")
    ACT = "act", pgettext_lazy("legislation", "Act")
    DECREE = "decree", _("Decree")
    REGULATION = "regulation", _("Regulation")
    COLLECTIVE_AGREEMENT = "collective_agreement", _("Extended collective agreement")
    OTHER = "other", pgettext_lazy("legislation", "Other")


class LegislationStatus(models.TextChoices):
    """Whether legislation is in force."""

    DRAFT = "draft", pgettext_lazy("legislation", "Draft")
    IN_FORCE = "in_force", _("In force")
    PARTLY_IN_FORCE = "partly_in_force", _("Partly in force")
    REPEALED = "repealed", _("Repealed")


class CourtLevel(models.TextChoices):
    """Where a court stands."""

    FIRST = "first", _("First instance")
    APPEAL = "appeal", _("Appeal")
    LAST_RESORT = "last_resort", _("Last resort")
    CONSTITUTIONAL = "constitutional", _("Constitutional court")
    REGIONAL = "regional", _("Regional or international court")
    TREATY_BODY = "treaty_body", _("Treaty body")
    ARBITRAL = "arbitral", _("Arbitral tribunal")


class WorkersOutcome(models.TextChoices):
    """How a case ended for the workers."""

    WON = "won", pgettext_lazy("outcome for workers", "Won")
    LOST = "lost", pgettext_lazy("outcome for workers", "Lost")
    MIXED = "mixed", pgettext_lazy("outcome for workers", "Mixed")
    PENDING = "pending", pgettext_lazy("outcome for workers", "Pending")


class InstrumentType(models.TextChoices):
    """The ILO's kinds of instruments."""

    CONVENTION = "convention", _("Convention")
    PROTOCOL = "protocol", _("Protocol")
    RECOMMENDATION = "recommendation", _("Recommendation")


class InstrumentStatus(models.TextChoices):
    """What has become of an ILO instrument."""

    IN_FORCE = "in_force", _("In force")
    NOT_YET_IN_FORCE = "not_yet_in_force", _("Not yet in force")
    NEVER_IN_FORCE = "never_in_force", _("Never entered into force")
    ABROGATED = "abrogated", _("Abrogated")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class InstrumentCategory(models.TextChoices):
    """The ILO's ranking of its conventions."""

    FUNDAMENTAL = "fundamental", _("Fundamental")
    GOVERNANCE = "governance", _("Governance")
    TECHNICAL = "technical", _("Technical")


class RatificationStatus(models.TextChoices):
    """What is recorded of a state and an ILO instrument; no row at all means no record."""

    RATIFIED = "ratified", _("Ratified")
    NOT_RATIFIED = "not_ratified", _("Not ratified")
    DENOUNCED = "denounced", _("Denounced")


class RelationPredicate(models.TextChoices):
    """What one work does to another, said on the work that acts."""

    APPLIES = "applies", pgettext_lazy("relation of works", "Applies")
    INTERPRETS = "interprets", pgettext_lazy("relation of works", "Interprets")
    IMPLEMENTS = "implements", pgettext_lazy("relation of works", "Implements")
    AMENDS = "amends", pgettext_lazy("relation of works", "Amends")
    REPEALS = "repeals", pgettext_lazy("relation of works", "Repeals")
    OVERRULES = "overrules", pgettext_lazy("relation of works", "Overrules")

    @property
    def reverse_label(self) -> str:
        """Return the verb as the other work says it."""
        return str(REVERSE_LABELS[self])

    @property
    def changes_the_law(self) -> bool:
        """Return whether readers of the other work must be told before anything else."""
        return self in (type(self).AMENDS, type(self).REPEALS, type(self).OVERRULES)


REVERSE_LABELS = {
    RelationPredicate.APPLIES: pgettext_lazy("relation of works", "Applied by"),
    RelationPredicate.INTERPRETS: pgettext_lazy("relation of works", "Interpreted by"),
    RelationPredicate.IMPLEMENTS: pgettext_lazy("relation of works", "Implemented by"),
    RelationPredicate.AMENDS: pgettext_lazy("relation of works", "Amended by"),
    RelationPredicate.REPEALS: pgettext_lazy("relation of works", "Repealed by"),
    RelationPredicate.OVERRULES: pgettext_lazy("relation of works", "Overruled by"),
}


class BriefSide(models.TextChoices):
    """Whose side a brief takes."""

    CLAIMANT = "claimant", _("Claimant or appellant")
    RESPONDENT = "respondent", _("Respondent")
    AMICUS = "amicus", _("Friend of the court")


class ToolkitKind(models.TextChoices):
    """Kinds of practical material."""

    TOOLKIT = "toolkit", _("Toolkit")
    GUIDE = "guide", pgettext_lazy("toolkit", "Guide")
    TRAINING = "training", _("Training material")
    CHECKLIST = "checklist", _("Checklist")


class CitationSystem(models.TextChoices):
    """How a citation is written."""

    NEUTRAL = "neutral", _("Neutral citation")
    ECLI = "ecli", "ECLI"
    DOCKET = "docket", _("Case number")
    REPORTER = "reporter", _("Law report")
    OTHER = "other", pgettext_lazy("citation", "Other")


class IdentifierScheme(models.TextChoices):
    """Registers that number works."""

    DOI = "doi", "DOI"
    ISBN = "isbn", "ISBN"
    ISSN = "issn", "ISSN"
    ELI = "eli", "ELI"
    AKN = "akn", "Akoma Ntoso"
    NATLEX = "natlex", "NATLEX"
    NORMLEX = "normlex", "NORMLEX"
    HANDLE = "handle", "Handle"
    OTHER = "other", pgettext_lazy("identifier", "Other")


class PersonRole(models.TextChoices):
    """What someone named in an entry did; all are public in the text itself."""

    AUTHOR = "author", _("Author")
    EDITOR = "editor", _("Editor")
    JUDGE = "judge", _("Judge")
    PARTY = "party", _("Party")


class FileKind(models.TextChoices):
    """What a file is of the work."""

    ORIGINAL = "original", pgettext_lazy("file", "Original text")
    OFFICIAL = "official", _("Official translation")
    CERTIFIED = "certified", _("Certified translation")
    UNOFFICIAL = "unofficial", _("Unofficial translation")
    MACHINE = "machine", _("Machine translation")
    SUMMARY = "summary", pgettext_lazy("file", "Summary")


class TextStatus(models.TextChoices):
    """What became of reading a file's text."""

    PENDING = "pending", _("Text not read yet")
    READ = "read", _("Text read")
    EMPTY = "empty", _("No text in the file: perhaps a scan")
    ENCRYPTED = "encrypted", _("The file is protected by a password")
    DAMAGED = "damaged", _("The file is damaged")
    TRUNCATED = "truncated", _("Only the first pages were read")
    TIMEOUT = "timeout", _("Reading took too long")
    UNSUPPORTED = "unsupported", _("Text of this kind of file is not read")


class RowVerdict(models.TextChoices):
    """What an import makes of a row."""

    NEW = "new", pgettext_lazy("import", "New")
    UPDATE = "update", pgettext_lazy("import", "Update")
    #: Its entry says all of it already.
    UNCHANGED = "unchanged", pgettext_lazy("import", "Unchanged")
    DUPLICATE = "duplicate", pgettext_lazy("import", "Duplicate")
    ERROR = "error", pgettext_lazy("import", "Error")


class BatchStatus(models.TextChoices):
    """Where an import stands."""

    WRITING = "writing", pgettext_lazy("import", "Being written")
    #: Part of it is written; it can be gone on with, or undone.
    STOPPED = "stopped", pgettext_lazy("import", "Stopped")
    DONE = "done", pgettext_lazy("import", "Done")
    UNDOING = "undoing", pgettext_lazy("import", "Being undone")
    UNDONE = "undone", pgettext_lazy("import", "Undone")


class UploadStatus(models.TextChoices):
    """Where a file stands between its upload and its import."""

    MAPPING = "mapping", pgettext_lazy("import", "Columns to be named")
    CHECKING = "checking", pgettext_lazy("import", "Being checked")
    CHECKED = "checked", pgettext_lazy("import", "Checked")
    REFUSED = "refused", pgettext_lazy("import", "Cannot be imported")
    #: A batch writes it, or has written it.
    CONFIRMED = "confirmed", pgettext_lazy("import", "Confirmed")


class FileFormat(models.TextChoices):
    """Kinds of files that are imported, told by their content."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    RIS = "ris", "RIS"
    BIBTEX = "bibtex", "BibTeX"
    CSL = "csl", "CSL-JSON"
