import DunlogApp
import Foundation
import UserNotifications

/// The phone's own alarms for reminders. What they show names nobody and nothing.
enum Alarms {
    /// Sets the alarms anew, for what is due from now on.
    static func set(_ program: Program) async {
        let center = UNUserNotificationCenter.current()
        center.removeAllPendingNotificationRequests()
        let now = Date().timeIntervalSince1970
        for alarm in (try? await program.alarms()) ?? [] {
            let content = UNMutableNotificationContent()
            content.title = alarm.words
            let trigger = UNTimeIntervalNotificationTrigger(timeInterval: max(60, alarm.at - now), repeats: false)
            try? await center.add(UNNotificationRequest(identifier: alarm.id, content: content, trigger: trigger))
        }
    }

    /// Asks whether alarms may be shown; the app works without.
    static func ask() async { _ = try? await UNUserNotificationCenter.current().requestAuthorization(options: .alert) }
}
