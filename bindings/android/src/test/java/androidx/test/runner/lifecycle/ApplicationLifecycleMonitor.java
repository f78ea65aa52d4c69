package androidx.test.runner.lifecycle;

/** Stand-in for androidx.test's class of this name, which Maven cannot put on a class path: watches the application. */
public interface ApplicationLifecycleMonitor {}
