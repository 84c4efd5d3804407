/// HTTP on the node: the plugin's calls, and what an operator may look at.
///
/// What must not live here: decisions about addresses; a resource translates between the wire records and the engine.
/// Every error leaves as `application/problem+json`. Read [dev.vpccni.api.AttachmentsResource] first.
@NullMarked
package dev.vpccni.api;

import org.jspecify.annotations.NullMarked;
