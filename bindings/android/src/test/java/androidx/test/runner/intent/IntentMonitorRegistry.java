package androidx.test.runner.intent;

/** Stand-in for androidx.test's class of this name, which Maven cannot put on a class path: who watches. */
public final class IntentMonitorRegistry {
    private static IntentMonitor registered;

    private IntentMonitorRegistry() {}

    public static void registerInstance(IntentMonitor monitor) {
        registered = monitor;
    }

    public static IntentMonitor getInstance() {
        return registered;
    }
}
