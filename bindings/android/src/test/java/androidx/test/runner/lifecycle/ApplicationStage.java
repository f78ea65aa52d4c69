package androidx.test.runner.lifecycle;

/** Stand-in for androidx.test's class of this name, which Maven cannot put on a class path: the steps of an application. */
public enum ApplicationStage { PRE_ON_CREATE, CREATED }
