package dev.vpccni.plugin.build;

import dev.vpccni.plugin.libc.Concat;
import java.lang.invoke.StringConcatFactory;
import java.util.ArrayList;
import java.util.List;
import org.teavm.classlib.impl.JCLPlugin;
import org.teavm.dependency.BootstrapMethodSubstitutor;
import org.teavm.dependency.DynamicCallSite;
import org.teavm.model.MethodReference;
import org.teavm.model.ValueType;
import org.teavm.model.emit.ProgramEmitter;
import org.teavm.model.emit.ValueEmitter;
import org.teavm.vm.spi.Requires;
import org.teavm.vm.spi.TeaVMHost;
import org.teavm.vm.spi.TeaVMPlugin;

/// Turns `"a" + b + "c"` into one call of [Concat], instead of the StringBuilder, its appends and its toString that
/// TeaVM writes for each.
///
/// Every call in generated C costs some 80 bytes with its entry in the tables of stack traces, and messages are a large
/// part of this plugin: it saves a tenth of the binary. A sum with constants that are no text, or with more than one
/// array's worth of parts, does not occur in javac's output for our sources and is refused.
@Requires(JCLPlugin.class)
public final class CompactConcat implements TeaVMPlugin, BootstrapMethodSubstitutor {
    private static final int MAX_PLAIN = 3;

    /// Replaces the substitutor that TeaVM's class library has installed before.
    @Override
    public void install(TeaVMHost host) {
        MethodReference bootstrap =
                new MethodReference(
                        StringConcatFactory.class.getName(),
                        "makeConcatWithConstants",
                        ValueType.object("java.lang.invoke.MethodHandles$Lookup"),
                        ValueType.object("java.lang.String"),
                        ValueType.object("java.lang.invoke.MethodType"),
                        ValueType.object("java.lang.String"),
                        ValueType.arrayOf(ValueType.object("java.lang.Object")),
                        ValueType.object("java.lang.invoke.CallSite"));
        host.add(bootstrap, this);
    }

    @Override
    public ValueEmitter substitute(DynamicCallSite site, ProgramEmitter emitter) {
        if (site.getBootstrapArguments().size() != 1) {
            throw new IllegalStateException(
                    "a constant that is no text in a sum at " + site.getLocation());
        }
        ValueEmitter recipe = emitter.constant(site.getBootstrapArguments().get(0).getString());
        List<ValueEmitter> parts = new ArrayList<>();
        for (int i = 0; i < site.getArguments().size(); i++) {
            ValueType type = site.getCalledMethod().parameterType(i);
            parts.add(toObject(emitter, site.getArguments().get(i), type));
        }
        if (parts.size() > MAX_PLAIN) {
            ValueEmitter array = emitter.constructArray(Object.class, parts.size());
            for (int i = 0; i < parts.size(); i++) {
                array.setElement(i, parts.get(i));
            }
            parts = new ArrayList<>(List.of(array));
        }
        parts.add(0, recipe);
        return emitter.invoke(Concat.class, "of", String.class, parts.toArray(new ValueEmitter[0]));
    }

    private static ValueEmitter toObject(
            ProgramEmitter emitter, ValueEmitter value, ValueType type) {
        if (!(type instanceof ValueType.Primitive)) {
            return value.cast(Object.class);
        }
        return emitter.invoke(String.class, "valueOf", String.class, value).cast(Object.class);
    }
}
