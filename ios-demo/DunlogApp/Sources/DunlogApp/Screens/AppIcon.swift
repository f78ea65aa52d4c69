/// The icons of the app: its own, and a neutral one that says nothing. The name below it cannot be changed on an iPhone.
public enum AppIcon {
    /// The neutral icon's name in the asset catalogue and in the project's settings.
    public static let neutral = "Neutral"

    /// The name to hand to the system; none is the app's own icon.
    public static func name(neutral isNeutral: Bool) -> String? { isNeutral ? neutral : nil }

    /// Whether the system shows the neutral icon now.
    public static func isNeutral(_ name: String?) -> Bool { name == neutral }
}
