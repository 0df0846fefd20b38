import Testing

/// Every test that uses the engine, one after the other.
///
/// Two processors are soon busy with gateways, clients and containers, and a deadline that passes should say something
/// about the program.
@Suite(.serialized)
enum OnTheEngine {}
