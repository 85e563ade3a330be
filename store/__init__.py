"""What the bot remembers: records, tables and the queries over them."""
