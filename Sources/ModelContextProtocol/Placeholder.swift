package enum ModelContextProtocolPlaceholder {}
