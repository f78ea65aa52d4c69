package androidx.test.runner.lifecycle;

/** Stand-in for androidx.test's class of this name, which Maven cannot put on a class path: who watches. */
public final class ApplicationLifecycleMonitorRegistry {
    private static ApplicationLifecycleMonitor registered;

    private ApplicationLifecycleMonitorRegistry() {}

    public static void registerInstance(ApplicationLifecycleMonitor monitor) {
        registered = monitor;
    }

    public static ApplicationLifecycleMonitor getInstance() {
        return registered;
    }
}
