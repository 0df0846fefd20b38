/// The methods that the gateway acts on; every other is known only by not being one of these.
package enum MCPMethod: String, Hashable, Sendable, CaseIterable {
    case initialize = "initialize"
    case ping = "ping"
    case toolsList = "tools/list"
    case toolsCall = "tools/call"
    case rootsList = "roots/list"
    case initialized = "notifications/initialized"
    case cancelled = "notifications/cancelled"
    case progress = "notifications/progress"
    case toolListChanged = "notifications/tools/list_changed"
}
