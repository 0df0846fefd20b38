/// The methods that the gateway acts on; every other is known only by not being one of these.
package enum MCPMethod: String, Hashable, Sendable, CaseIterable {
    // What clients ask.
    case initialize = "initialize"
    case discover = "server/discover"
    case ping = "ping"
    case toolsList = "tools/list"
    case toolsCall = "tools/call"
    case promptsList = "prompts/list"
    case promptsGet = "prompts/get"
    case resourcesList = "resources/list"
    case resourceTemplatesList = "resources/templates/list"
    case resourcesRead = "resources/read"
    case resourcesSubscribe = "resources/subscribe"
    case resourcesUnsubscribe = "resources/unsubscribe"
    case subscriptionsListen = "subscriptions/listen"
    case complete = "completion/complete"
    case setLevel = "logging/setLevel"

    // What servers ask.
    case rootsList = "roots/list"
    case createMessage = "sampling/createMessage"
    case createElicitation = "elicitation/create"

    // What either side tells.
    case initialized = "notifications/initialized"
    case cancelled = "notifications/cancelled"
    case progress = "notifications/progress"
    case message = "notifications/message"
    case toolListChanged = "notifications/tools/list_changed"
    case promptListChanged = "notifications/prompts/list_changed"
    case resourceListChanged = "notifications/resources/list_changed"
    case resourceUpdated = "notifications/resources/updated"
    case rootsListChanged = "notifications/roots/list_changed"
    case elicitationComplete = "notifications/elicitation/complete"
    case subscriptionsAcknowledged = "notifications/subscriptions/acknowledged"
}
