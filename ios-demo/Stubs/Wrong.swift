// Calls into our code that must be refused: were they taken, type-checking against stand-ins would prove nothing.
import Dunlog
import DunlogApp
import SwiftUI

/// A timeline shows no such thing.
struct WrongScreen: View {
    let model: TimelineModel
    @State private var state = TimelineState()

    var body: some View { Text(state.verdict) }
}

/// A message has no such part.
func wrongMessage(_ program: Program) { _ = program.logMessage(HandedMessage(body: "x")) }

/// An actor's work is waited for.
func wrongWait(_ model: CheckModel) -> CheckState { model.open() }
