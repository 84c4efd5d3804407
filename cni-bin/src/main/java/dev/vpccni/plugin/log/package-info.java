/// The plugin's log: JSON lines in the form that the incumbent's users collect.
///
/// What must not live here: what is worth a line. Read [dev.vpccni.plugin.log.PluginLog] first.
@NullMarked
package dev.vpccni.plugin.log;

import org.jspecify.annotations.NullMarked;
