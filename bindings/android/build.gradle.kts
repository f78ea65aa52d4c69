// The build that an app takes: the same sources, with Android's own tools. It was not run here, where there is
// no Android SDK and no NDK; pom.xml is what continuous integration runs.
plugins {
    id("com.android.library") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.2.21"
}

android {
    namespace = "dunlog.android"
    compileSdk = 35
    ndkVersion = "28.2.13676358" // from r28 on, libraries are aligned to pages of 16 KB

    defaultConfig {
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].kotlin.srcDirs("src/main/kotlin", "src/generated/kotlin")
    sourceSets["main"].jniLibs.srcDir(layout.buildDirectory.dir("rust"))
}

kotlin { jvmToolchain(17) }

dependencies {
    api("net.java.dev.jna:jna:5.19.1@aar")
}

// cargo install cargo-ndk; rustup target add aarch64-linux-android armv7-linux-androideabi x86_64-linux-android
val rust = tasks.register<Exec>("rust") {
    workingDir = file("../..")
    environment("ANDROID_NDK_HOME", android.ndkDirectory.path)
    environment("RUSTFLAGS", "-C link-arg=-Wl,-z,max-page-size=16384")
    environment(
        "DUNLOG_CARGO",
        "cargo ndk --platform 26 --target arm64-v8a --target armeabi-v7a --target x86_64 " +
            "--output-dir ${layout.buildDirectory.dir("rust").get().asFile.path}",
    )
    commandLine("bindings/ffi/mobile.sh")
}
tasks.named("preBuild") { dependsOn(rust) }
