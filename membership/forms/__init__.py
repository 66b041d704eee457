"""What people write about applications, members and dues."""
