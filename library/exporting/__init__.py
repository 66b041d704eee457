"""Library entries in the formats of reference managers, spreadsheets and other libraries."""
