"""The practice's records in one SQLite file, by SQLAlchemy tables that PostgreSQL could serve as well."""
