"""The only place that knows Parquet: tables read from files of it, results written to folders."""
