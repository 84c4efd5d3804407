package dev.vpccni.lab.fabric;

/// An attached interface as the router sees it.
///
/// @param link name of the router's end of the veth pair; never used twice, so that it names one interface for good
/// @param index interface index of that end
record Wire(String eniId, String link, int index) {}
