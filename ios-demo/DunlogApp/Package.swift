// swift-tools-version:6.0
import PackageDescription

// Everything of the app that decides. No framework of Apple's is imported here, so that all of it
// is built and tested on Linux too.
let package = Package(
    name: "DunlogApp",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "DunlogApp", targets: ["DunlogApp"])],
    dependencies: [.package(name: "Dunlog", path: "../../bindings/apple")],
    targets: [
        .target(
            name: "DunlogApp",
            dependencies: [.product(name: "Dunlog", package: "Dunlog")],
            resources: [.copy("Resources/Localizable.xcstrings")],
            swiftSettings: [.swiftLanguageMode(.v6)]
        ),
        // Measures; tests/bench/apple.sh runs it.
        .executableTarget(
            name: "DunlogBench",
            dependencies: ["DunlogApp"],
            swiftSettings: [.swiftLanguageMode(.v6)]
        ),
        .testTarget(
            name: "DunlogAppTests",
            dependencies: ["DunlogApp"],
            swiftSettings: [.swiftLanguageMode(.v6)]
        ),
    ]
)
