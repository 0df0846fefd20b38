import Glibc

/// Feeds a function with inputs that libFuzzer makes, until its time is over or an input breaks the program.
///
/// libFuzzer takes its options and the directories of inputs from the command line
/// (https://llvm.org/docs/LibFuzzer.html).
package func fuzz(_ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) -> Never {
    var (count, arguments) = (CommandLine.argc, Optional(CommandLine.unsafeArgv))
    exit(runFuzzer(&count, &arguments, body))
}

/// Ends the program in a way that libFuzzer takes for a finding, unless the condition holds.
@inline(__always)
package func demand(_ condition: @autoclosure () -> Bool, _ law: StaticString) {
    guard !condition() else { return }
    fatalError("broken: \(law)")
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
