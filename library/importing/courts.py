"""The courts whose level and organisation are known."""

from __future__ import annotations

from dataclasses import dataclass

from library.enums import CourtLevel, SupranationalBody


@dataclass(frozen=True, slots=True)
class Court:
    """Where a court stands, and whose it is where it is no state's."""

    level: CourtLevel
    body: SupranationalBody | str = ""


COURTS = {
    "Bundesarbeitsgericht": Court(CourtLevel.LAST_RESORT),
    "Constitutional Court of South Africa": Court(CourtLevel.CONSTITUTIONAL),
    "Corte Suprema de Justicia de la Nación": Court(CourtLevel.LAST_RESORT),
    "Corte di cassazione, sezione lavoro": Court(CourtLevel.LAST_RESORT),
    "Cour de cassation, chambre sociale": Court(CourtLevel.LAST_RESORT),
    "Court of Appeal of New Zealand": Court(CourtLevel.APPEAL),
    "Court of Justice of the European Union": Court(CourtLevel.REGIONAL, SupranationalBody.EU),
    "Employment Court of New Zealand": Court(CourtLevel.FIRST),
    "European Committee of Social Rights": Court(CourtLevel.TREATY_BODY, SupranationalBody.COE),
    "European Court of Human Rights": Court(CourtLevel.REGIONAL, SupranationalBody.COE),
    "High Court of Australia": Court(CourtLevel.LAST_RESORT),
    "Hoge Raad": Court(CourtLevel.LAST_RESORT),
    "Inter-American Court of Human Rights": Court(CourtLevel.REGIONAL, SupranationalBody.OAS),
    "Labour Appeal Court of South Africa": Court(CourtLevel.APPEAL),
    "Labour Court of South Africa": Court(CourtLevel.FIRST),
    "Labour Court of South Africa, Durban": Court(CourtLevel.FIRST),
    "Labour Court of South Africa, Johannesburg": Court(CourtLevel.FIRST),
    "Supreme Court of Appeal of South Africa": Court(CourtLevel.APPEAL),
    "Supreme Court of California": Court(CourtLevel.LAST_RESORT),
    "Supreme Court of Canada": Court(CourtLevel.LAST_RESORT),
    "Supreme Court of India": Court(CourtLevel.LAST_RESORT),
    "Supreme Court of New Zealand": Court(CourtLevel.LAST_RESORT),
    "Supreme Court of the United Kingdom": Court(CourtLevel.LAST_RESORT),
    "Supreme Court of the United States": Court(CourtLevel.LAST_RESORT),
    "United States Court of Appeals for the Second Circuit": Court(CourtLevel.APPEAL),
}
