package androidx.test.platform.app;

import android.app.Instrumentation;
import android.os.Bundle;

/** Stand-in for androidx.test's class of this name, which Maven cannot put on a class path: what Robolectric registers. */
public final class InstrumentationRegistry {
    private static Instrumentation registered;
    private static Bundle given = new Bundle();

    private InstrumentationRegistry() {}

    public static void registerInstance(Instrumentation instrumentation, Bundle arguments) {
        registered = instrumentation;
        given = arguments;
    }

    public static Instrumentation getInstrumentation() {
        if (registered == null) throw new IllegalStateException("nothing was registered");
        return registered;
    }

    public static Bundle getArguments() {
        return given == null ? new Bundle() : new Bundle(given);
    }
}
