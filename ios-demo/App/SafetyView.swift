import DunlogApp
import SwiftUI

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
        }
        .onChange(of: minutes) { minutes in
            attempt { try program.change { $0.lockAfterMinutes = minutes } }
        }
    }

    private func setPin() {
        attempt {
            let wrong = try front.screenLock?.set(pin, again: again, biometrics: biometrics)
            told = wrong ?? front.texts("work.done")
            (pin, again) = ("", "")
        }
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
