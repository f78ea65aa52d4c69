// Stands in for Apple's module `SwiftUI` where there is none, so that the app's screens can be type-checked. The names
// and shapes are Apple's, as far as the app uses them; nothing here does anything.
// swift-format-ignore-file
@_exported import Foundation
@_exported import UIKit

@MainActor @preconcurrency public protocol View {
    associatedtype Body: View
    @ViewBuilder @MainActor var body: Body { get }
}
extension Never: View { public var body: Never { fatalError() } }
extension Optional: View where Wrapped: View { public var body: Never { fatalError() } }
public protocol Leaf: View where Body == Never {}
extension Leaf { public var body: Never { fatalError() } }

@resultBuilder public struct ViewBuilder {
    public static func buildExpression<V: View>(_ view: V) -> V { view }
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<V: View>(_ view: V) -> V { view }
    public static func buildBlock<each V: View>(_ views: repeat each V) -> TupleView<(repeat each V)> { TupleView() }
    public static func buildEither<A: View, B: View>(first: A) -> Either<A, B> { Either() }
    public static func buildEither<A: View, B: View>(second: B) -> Either<A, B> { Either() }
    public static func buildIf<V: View>(_ view: V?) -> V? { view }
    public static func buildLimitedAvailability<V: View>(_ view: V) -> V { view }
}
public struct TupleView<T>: Leaf { nonisolated init() {} }
public struct Either<A, B>: Leaf { nonisolated init() {} }
public struct EmptyView: Leaf { public nonisolated init() {} }

@MainActor @preconcurrency public protocol Scene { associatedtype Body: Scene; @SceneBuilder @MainActor var body: Body { get } }
extension Never: Scene {}
@resultBuilder public struct SceneBuilder { public static func buildBlock<S: Scene>(_ scene: S) -> S { scene } }
@MainActor @preconcurrency public protocol App { associatedtype Body: Scene; @SceneBuilder @MainActor var body: Body { get }; init() }
extension App { public static func main() {} }
public struct WindowGroup<C: View>: Scene { public init(@ViewBuilder content: () -> C) {}; public var body: Never { fatalError() } }
extension Scene { public func onChange<V: Equatable>(of value: V, perform: @escaping (V) -> Void) -> some Scene { self } }
public enum ScenePhase: Comparable, Sendable { case background, inactive, active }

public protocol ObservableObject: AnyObject {}
@propertyWrapper public struct Published<T> {
    public init(wrappedValue: T) {}
    public var wrappedValue: T { get { fatalError() } set {} }
}
@propertyWrapper @MainActor public struct StateObject<T: ObservableObject> {
    public init(wrappedValue: @autoclosure @escaping () -> T) {}
    public var wrappedValue: T { fatalError() }
}
@propertyWrapper @MainActor public struct EnvironmentObject<T: ObservableObject> {
    public init() {}
    public var wrappedValue: T { fatalError() }
}
public struct EnvironmentValues { public var scenePhase: ScenePhase { .active }; public var dismiss: DismissAction { DismissAction() } }
@MainActor public struct DismissAction { nonisolated init() {}; public func callAsFunction() {} }
@propertyWrapper public struct Environment<T> {
    public init(_ path: KeyPath<EnvironmentValues, T>) {}
    public var wrappedValue: T { fatalError() }
}
@propertyWrapper @dynamicMemberLookup public struct Binding<T> {
    public init(get: @escaping () -> T, set: @escaping (T) -> Void) {}
    public init(projectedValue: Binding<T>) {}
    public var wrappedValue: T { get { fatalError() } nonmutating set {} }
    public var projectedValue: Binding<T> { self }
    public subscript<M>(dynamicMember path: WritableKeyPath<T, M>) -> Binding<M> { fatalError() }
}
@propertyWrapper public struct State<T> {
    public init(wrappedValue: T) {}
    public init(initialValue: T) {}
    public var wrappedValue: T { get { fatalError() } nonmutating set {} }
    public var projectedValue: Binding<T> { fatalError() }
}

public struct Text: Leaf {
    public init<S: StringProtocol>(_ text: S) {}
    public init(_ text: AttributedString) {}
    public func bold() -> Text { self }
    public func font(_ font: Font?) -> Text { self }
    public func foregroundColor(_ color: Color?) -> Text { self }
}
public struct Font: Sendable { public static let title = Font(), title2 = Font(), title3 = Font(), headline = Font(), subheadline = Font(), footnote = Font() }
public struct Color: Leaf, Sendable {
    public init(uiColor: UIColor) {}
    init() {}
    public static let red = Color(), orange = Color(), yellow = Color(), blue = Color(), gray = Color(), black = Color()
    public func opacity(_ opacity: Double) -> Color { self }
}
public struct Label: Leaf { public init<S: StringProtocol>(_ title: S, systemImage: String) {} }
public struct Image: Leaf {
    public init(uiImage: UIImage) {}
    public enum Interpolation { case none, low, medium, high }
    public func interpolation(_ interpolation: Interpolation) -> Image { self }
    public func resizable() -> Image { self }
}
public struct HorizontalAlignment { public static let leading = Self(), center = Self(), trailing = Self() }
public struct VStack<C: View>: Leaf { public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> C) {} }
public struct Group<C: View>: Leaf { public init(@ViewBuilder content: () -> C) {} }
public struct ScrollView<C: View>: Leaf { public init(@ViewBuilder content: () -> C) {} }
public struct Form<C: View>: Leaf { public init(@ViewBuilder content: () -> C) {} }
public struct List<C: View>: Leaf { public init(@ViewBuilder content: () -> C) {} }
public struct Section<C: View, H: View>: Leaf {
    public init(@ViewBuilder content: () -> C, @ViewBuilder header: () -> H) {}
    public init(@ViewBuilder content: () -> C) where H == EmptyView {}
}
public struct ForEach<D: RandomAccessCollection, ID: Hashable, C: View>: Leaf {
    public init(_ data: D, @ViewBuilder content: @escaping (D.Element) -> C) where D.Element: Identifiable, ID == D.Element.ID {}
    public init(_ data: D, id: KeyPath<D.Element, ID>, @ViewBuilder content: @escaping (D.Element) -> C) {}
}
public struct ButtonRole: Equatable, Sendable { public static let destructive = ButtonRole(), cancel = ButtonRole() }
public struct Button<L: View>: Leaf {
    public init<S: StringProtocol>(_ title: S, action: @escaping @MainActor () -> Void) where L == Text {}
    public init<S: StringProtocol>(_ title: S, role: ButtonRole?, action: @escaping @MainActor () -> Void) where L == Text {}
}
public struct TextField: Leaf {
    public init<S: StringProtocol>(_ title: S, text: Binding<String>) {}
    public init<S: StringProtocol>(_ title: S, text: Binding<String>, prompt: Text?) {}
}
public struct DatePickerComponents: OptionSet, Sendable { public let rawValue: UInt; public init(rawValue: UInt) { self.rawValue = rawValue }; public static let date = Self(rawValue: 1), hourAndMinute = Self(rawValue: 2) }
public struct DatePicker: Leaf {
    public init<S: StringProtocol>(_ title: S, selection: Binding<Date>, in range: PartialRangeThrough<Date>, displayedComponents: DatePickerComponents) {}
    public init<S: StringProtocol>(_ title: S, selection: Binding<Date>, displayedComponents: DatePickerComponents) {}
}
public struct SecureField: Leaf { public init<S: StringProtocol>(_ title: S, text: Binding<String>) {} }
public struct TextEditor: Leaf { public init(text: Binding<String>) {} }
public struct Toggle: Leaf { public init<S: StringProtocol>(_ title: S, isOn: Binding<Bool>) {} }
public struct Picker<V: Hashable, C: View>: Leaf { public init<S: StringProtocol>(_ title: S, selection: Binding<V>, @ViewBuilder content: () -> C) {} }
public struct TabView<C: View>: Leaf { public init(@ViewBuilder content: () -> C) {} }
public struct NavigationStack<C: View>: Leaf { public init(@ViewBuilder root: () -> C) {} }
public struct NavigationLink<L: View, D: View>: Leaf {
    public init<S: StringProtocol>(_ title: S, @ViewBuilder destination: () -> D) where L == Text {}
    public init(@ViewBuilder destination: () -> D, @ViewBuilder label: () -> L) {}
}
public struct ShareLink<L: View>: Leaf {
    public init(item: URL, @ViewBuilder label: () -> L) {}
    public init(item: String, @ViewBuilder label: () -> L) {}
}
public struct ToolbarItemPlacement { public static let navigationBarLeading = Self(), navigationBarTrailing = Self() }
public protocol ToolbarContent {}
public struct ToolbarItem<C: View>: ToolbarContent { public init(placement: ToolbarItemPlacement, @ViewBuilder content: () -> C) {} }
@resultBuilder public struct ToolbarContentBuilder { public static func buildBlock<C: ToolbarContent>(_ content: C) -> C { content } }
public struct SubmitTriggers: Sendable { public static let search = Self(), text = Self() }
public struct AccessibilityChildBehavior { public static let contain = Self(), combine = Self(), ignore = Self() }
public enum Edge { public struct Set: Sendable { public static let all = Set() } }

extension View {
    public func padding(_ length: CGFloat) -> some View { self }
    public func padding() -> some View { self }
    public func frame(width: CGFloat? = nil, height: CGFloat? = nil) -> some View { self }
    public func frame(minHeight: CGFloat? = nil, maxWidth: CGFloat? = nil, maxHeight: CGFloat? = nil) -> some View { self }
    public func background<B: View>(_ view: B) -> some View { self }
    public func overlay<O: View>(@ViewBuilder content: () -> O) -> some View { self }
    public func cornerRadius(_ radius: CGFloat) -> some View { self }
    public func scaledToFit() -> some View { self }
    public func tag<V: Hashable>(_ tag: V) -> some View { self }
    public func tabItem<L: View>(@ViewBuilder _ label: () -> L) -> some View { self }
    public func environmentObject<T: ObservableObject>(_ object: T) -> some View { self }
    public func navigationTitle<S: StringProtocol>(_ title: S) -> some View { self }
    public func navigationBarBackButtonHidden(_ hides: Bool = true) -> some View { self }
    public func toolbar<C: ToolbarContent>(@ToolbarContentBuilder content: () -> C) -> some View { self }
    public func searchable<S: StringProtocol>(text: Binding<String>, prompt: S) -> some View { self }
    public func onSubmit(of triggers: SubmitTriggers = .text, _ action: @escaping () -> Void) -> some View { self }
    public func onChange<V: Equatable>(of value: V, perform action: @escaping (V) -> Void) -> some View { self }
    public func onAppear(perform action: (() -> Void)? = nil) -> some View { self }
    public func onDisappear(perform action: (() -> Void)? = nil) -> some View { self }
    public func task(_ action: @escaping @MainActor @Sendable () async -> Void) -> some View { self }
    public func task<T: Equatable>(id: T, _ action: @escaping @MainActor @Sendable () async -> Void) -> some View { self }
    public func alert<S: StringProtocol, A: View, M: View>(_ title: S, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A, @ViewBuilder message: () -> M) -> some View { self }
    public func fileImporter(isPresented: Binding<Bool>, allowedContentTypes: [UTType], onCompletion: @escaping (Result<URL, any Error>) -> Void) -> some View { self }
    public func sheet<C: View>(isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> C) -> some View { self }
    public func disabled(_ disabled: Bool) -> some View { self }
    public func ignoresSafeArea() -> some View { self }
    public func keyboardType(_ type: UIKeyboardType) -> some View { self }
    public func accessibilityLabel(_ label: Text) -> some View { self }
    public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View { self }
}

extension AttributedString {
    public var underlineStyle: Text.LineStyle? { get { nil } set {} }
    public var backgroundColor: Color? { get { nil } set {} }
    public var foregroundColor: Color? { get { nil } set {} }
}
extension Text { public struct LineStyle: Hashable, Sendable { public static let single = LineStyle() } }

@MainActor @preconcurrency public protocol UIViewControllerRepresentable: View where Body == Never {
    associatedtype UIViewControllerType: UIViewController
    associatedtype Coordinator = Void
    func makeUIViewController(context: Context) -> UIViewControllerType
    func updateUIViewController(_ controller: UIViewControllerType, context: Context)
    func makeCoordinator() -> Coordinator
    typealias Context = UIViewControllerRepresentableContext<Self>
}
extension UIViewControllerRepresentable { public var body: Never { fatalError() } }
@MainActor public struct UIViewControllerRepresentableContext<R: UIViewControllerRepresentable> { public var coordinator: R.Coordinator { fatalError() } }
