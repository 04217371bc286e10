"""Official files by their publishers: `layouts.LAYOUTS` names all kinds, `store` keeps what was imported."""
