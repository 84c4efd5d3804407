/// What runs inside TeaVM while it compiles the plugin, to keep the binary small.
///
/// What must not live here: anything that the plugin calls itself. Read [dev.vpccni.plugin.build.CompactConcat] first.
@NullMarked
package dev.vpccni.plugin.build;

import org.jspecify.annotations.NullMarked;
