import DunlogApp
import SwiftUI

/// The app: one window, covered while it is not in front.
@main
struct DunlogMain: App {
    @Environment(\.scenePhase) private var phase
    @StateObject private var front = Front()

    var body: some Scene {
        WindowGroup {
            RootView()
                .environmentObject(front)
                .overlay { if front.isCovered { CoverView() } }
        }
        .onChange(of: phase) { phase in front.phase(phase) }
    }
}

/// What covers the screens: for the switcher of apps, and while the lock is shut.
struct CoverView: View {
    @EnvironmentObject private var front: Front
    @State private var pin = ""
    @State private var code = ""
    @State private var told = ""
    @State private var byCode = false

    var body: some View {
        let texts = front.texts
        VStack(spacing: 16) {
            if front.isShut {
                Text(texts("safety.locked_title")).font(.title2)
                if byCode {
                    TextField(texts("start.restore_code"), text: $code)
                    Button(texts("safety.biometrics_title")) { Task { told = await front.unlock(code: code) } }
                } else {
                    SecureField(texts("safety.pin_enter"), text: $pin)
                        .keyboardType(.numberPad)
                    Button(texts("safety.biometrics_title")) {
                        Task {
                            told = await front.unlock(pin: pin)
                            pin = ""
                        }
                    }
                    if front.takesBiometrics {
                        Button(texts("safety.biometrics")) { Task { await front.unlockByBiometrics() } }
                    }
                    Button(texts("safety.pin_lost")) { byCode = true }
                }
                if !told.isEmpty { Text(told) }
            }
        }
        .padding()
        .frame(maxWidth: .infinity, maxHeight: .infinity)
        .background(Color(uiColor: .systemBackground))
        .accessibilityElement(children: .contain)
    }
}
