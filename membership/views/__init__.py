"""Pages of visitors, applicants and members below /<language>/account/membership/."""
