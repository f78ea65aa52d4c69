package androidx.test.runner.lifecycle;

/** Stand-in for androidx.test's class of this name, which Maven cannot put on a class path: who watches. */
public final class ActivityLifecycleMonitorRegistry {
    private static ActivityLifecycleMonitor registered;

    private ActivityLifecycleMonitorRegistry() {}

    public static void registerInstance(ActivityLifecycleMonitor monitor) {
        registered = monitor;
    }

    public static ActivityLifecycleMonitor getInstance() {
        return registered;
    }
}
