// swift-tools-version:6.0
import PackageDescription

// On a computer the tests link the library that cargo built; on a Mac that makes an app,
// build-xcframework.sh has put the static library into DunlogFFI.xcframework.
let target = Context.environment["DUNLOG_TARGET"] ?? Context.packageDirectory + "/../../target"
let library = target + "/" + (Context.environment["DUNLOG_PROFILE"] ?? "debug")

let package = Package(
    name: "Dunlog",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "Dunlog", targets: ["Dunlog"])],
    targets: [
        .target(name: "DunlogFFI"),
        .target(
            name: "Dunlog",
            dependencies: ["DunlogFFI"],
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: [
                .linkedLibrary("dunlog_ffi"),
                .unsafeFlags(["-L", library, "-Xlinker", "-rpath", "-Xlinker", library]),
            ]
        ),
        .testTarget(
            name: "DunlogTests",
            dependencies: ["Dunlog"],
            swiftSettings: [.swiftLanguageMode(.v6)]
        ),
    ]
)
