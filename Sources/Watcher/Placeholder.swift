package enum WatcherPlaceholder {}
