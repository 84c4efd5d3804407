package dev.vpccni.ipam;

/// The pod behind an attachment, as far as the runtime told; a part it did not tell is empty.
public record PodRef(String namespace, String name, String uid) {
    /// An attachment of which nothing but its key is known.
    public static final PodRef UNKNOWN = new PodRef("", "", "");

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
