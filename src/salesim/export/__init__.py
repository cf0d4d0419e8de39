"""A CRM export as it comes: files, headings, dates, amounts, statuses, read into tables whose rows can be used."""
