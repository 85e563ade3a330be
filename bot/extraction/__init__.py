"""ArticleText -> who met whom, and who said what."""
