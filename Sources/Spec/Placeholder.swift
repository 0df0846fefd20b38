package enum SpecPlaceholder {}
