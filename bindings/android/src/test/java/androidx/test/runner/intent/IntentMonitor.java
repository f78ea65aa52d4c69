package androidx.test.runner.intent;

/** Stand-in for androidx.test's class of this name, which Maven cannot put on a class path: watches intents. */
public interface IntentMonitor {}
