"""What tests are made of: shares, documents, workbooks and recordings, small and written on the spot."""
