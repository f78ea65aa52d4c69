package androidx.test.runner.lifecycle;

/** Stand-in for androidx.test's class of this name, which Maven cannot put on a class path: the steps of an activity. */
public enum Stage { PRE_ON_CREATE, CREATED, STARTED, RESUMED, PAUSED, STOPPED, RESTARTED, DESTROYED }
