import DunlogApp
import SwiftUI
import UIKit

/// Safety: the lock, leaving quickly, what stays on the phone.
struct SafetyView: View {
    let program: Program
    @EnvironmentObject private var front: Front
    @State private var pin = ""
    @State private var again = ""
    @State private var biometrics = false
    @State private var isSet = false
    @State private var minutes = 0
    @State private var told = ""
    @State private var isNeutral = false
    @State private var iconTold = ""

    var body: some View {
        let texts = front.texts
        Form {
            Text(texts("safety.watched"))
            Section {
                Text(texts("safety.lock_note")).font(.footnote)
                if !isSet { Text(texts("safety.lock_off")) }
                SecureField(texts("safety.pin_new", String(ScreenLock.digits)), text: $pin).keyboardType(.numberPad)
                SecureField(texts("safety.pin_again"), text: $again).keyboardType(.numberPad)
                Toggle(texts("safety.biometrics"), isOn: $biometrics)
                Button(texts(isSet ? "safety.pin_change" : "safety.pin_set")) { setPin() }
                if isSet { Button(texts("safety.pin_remove"), role: .destructive) { remove() } }
                Picker(texts("safety.lock_after"), selection: $minutes) {
                    Text(texts("safety.lock_at_once")).tag(0)
                    ForEach([1, 5, 15], id: \.self) { count in
                        Text(texts("safety.lock_minutes", count: count)).tag(count)
                    }
                }
                if !told.isEmpty { Text(told).bold() }
            } header: {
                Text(texts("safety.lock"))
            }
            Section {
                Toggle(
                    texts("safety.icon_neutral"),
                    isOn: Binding(get: { isNeutral }, set: { wanted in Task { await change(icon: wanted) } }))
                Text(texts("safety.icon_note")).font(.footnote)
                if !iconTold.isEmpty { Text(iconTold).bold() }
            } header: {
                Text(texts("safety.icon"))
            }
            Section {
                Text(texts("safety.quick_exit_note"))
                Text(texts("safety.recents_apple"))
                Text(texts("safety.notifications"))
                Text(texts("safety.backup"))
                Text(texts("app.no_network_apple"))
                Text(texts("safety.original"))
            }
        }
        .navigationTitle(texts("safety.title"))
        .task {
            isSet = front.screenLock?.isSet ?? false
            minutes = program.settings.lockAfterMinutes
            isNeutral = AppIcon.isNeutral(UIApplication.shared.alternateIconName)
        }
        .onChange(of: minutes) { minutes in
            attempt { try program.change { $0.lockAfterMinutes = minutes } }
        }
    }

    /// Setting a PIN is slow on purpose, so that it runs beside the window.
    private func setPin() {
        guard let lock = front.screenLock else { return }
        let (first, second, face) = (pin, again, biometrics)
        (pin, again) = ("", "")
        Task {
            let done = await Task.detached { Result { try lock.set(first, again: second, biometrics: face) } }.value
            attempt { told = try done.get() ?? front.texts("work.done") }
        }
    }

    /// The system shows a message of its own when an icon changes.
    private func change(icon wanted: Bool) async {
        do {
            try await UIApplication.shared.setAlternateIconName(AppIcon.name(neutral: wanted))
            iconTold = ""
        } catch {
            iconTold = front.texts("safety.icon_failed")
        }
        isNeutral = AppIcon.isNeutral(UIApplication.shared.alternateIconName)
    }

    private func remove() { attempt { try front.screenLock?.remove() } }

    private func attempt(_ work: () throws -> Void) {
        do {
            try work()
        } catch {
            told = program.words(for: error)
        }
        isSet = front.screenLock?.isSet ?? false
    }
}
