package enum ApplierPlaceholder {}
