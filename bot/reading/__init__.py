"""Links, files and pasted texts -> ArticleText."""
