#!/usr/bin/env python3
"""Check an audit pack without Assay: python3 verify_pack.py FILE.zip [FINGERPRINT]

An example of a verifier by docs/proof-format.md. It needs Python 3.9 and the command openssl (1.1.1 or later).
"""
import base64, hashlib, json, os, subprocess, sys, tempfile, zipfile


def sha(data):
    return hashlib.sha256(data).hexdigest()


def demand(holds, fault):
    if not holds:
        sys.exit("ALTERED: " + fault)


def signed_text(note, key):
    """The text of a signed note, once its Ed25519 signature is found good."""
    name, key_hash, material = key.split("+", 2)
    raw = base64.b64decode(material)
    demand(raw[0] == 1 and len(raw) == 33, "proof/key.txt is not an Ed25519 key")
    text, _, signatures = note.partition("\n\n")
    demand(signatures.startswith("\u2014 " + name + " "), "a signature is not by " + name)
    signature = base64.b64decode(signatures.split(" ")[2])
    demand(signature[:4].hex() == key_hash, "a signature is by another key")
    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: os.path.join(folder, name)
        for file, content in (("key", bytes.fromhex("302a300506032b6570032100") + raw[1:]), ("text", (text + "\n").encode()), ("sig", signature[4:])):
            with open(at(file), "wb") as f:
                f.write(content)
        done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", at("key"), "-keyform", "DER", "-rawin",
                               "-in", at("text"), "-sigfile", at("sig")], capture_output=True)
    demand(done.returncode == 0, "a signature does not hold")
    return text.split("\n")


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves):
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256().digest()
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node(root(leaves[:k]), root(leaves[k:]))


def root_from(leaf, seq, size, proof):
    """The root that an inclusion proof leads to; None if it does not fit."""
    at, last, h = seq - 1, size - 1, leaf
    for p in proof:
        if last == 0:
            return None
        if at % 2 == 1 or at == last:
            h = node(p, h)
            while at % 2 == 0 and at > 0:
                at, last = at // 2, last // 2
        else:
            h = node(h, p)
        at, last = at // 2, last // 2
    return h if last == 0 else None


def leaf_hash(organisation, e):
    salted = lambda field: hashlib.sha256(bytes.fromhex(e["salt"]) + e[field].encode()).hexdigest() if "salt" in e else e[field + "_hash"]
    fields = [("organisation", organisation)] + [(f, e[f]) for f in ("sequence", "time", "actor", "kind", "record", "revision", "specification",
              "operation", "batch")] + [("reason", salted("reason")), ("body", salted("body"))]
    demand(all(c >= " " and c != "\x7f" for _, v in fields for c in str(v)), "entry %s holds a control character" % e["sequence"])
    data = "assay entry 1\n" + "".join("%s %s\n" % f for f in fields)
    return hashlib.sha256(b"\x00" + data.encode()).digest()


def main(path, fingerprint=None):
    pack = zipfile.ZipFile(path)
    names = pack.namelist()
    demand(len(set(names)) == len(names), "a file is in the zip twice")
    read = pack.read
    rows = lambda name: [json.loads(line) for line in read(name).decode().split("\n") if line] if name in names else []

    # 1 to 4: key, signature over the list of files, files
    key, manifest, sums = read("proof/key.txt").decode(), json.loads(read("manifest.json")), read("manifest.sha256")
    org = manifest["organisation"]
    demand(fingerprint in (None, sha(key.encode())), "the key is another: its fingerprint is " + sha(key.encode()))
    demand(key.startswith("assay/" + org + "+"), "the key is of another organisation")
    demand(signed_text(read("manifest.note").decode(), key) == ["assay/" + org + " pack", sha(sums), "time " + manifest["moment"]], "manifest.note does not speak of this pack")
    listed = [line.split("  ", 1)[::-1] for line in sums.decode().split("\n")[:-1]]
    for name, digest in listed:
        demand(name in names, name + " is missing")
        demand(sha(read(name)) == digest, name)
        demand(not name.startswith("evidence/") or name.split("/")[1] == digest, name + " is not what its folder names")
    demand(listed[:-1] == [[f["name"], f["sha256"]] for f in manifest["files"]] and listed[-1][0] == "manifest.json", "manifest.json")
    extra = set(names) - {name for name, _ in listed} - {"manifest.sha256", "manifest.note"}
    demand(not extra, "added: " + ", ".join(sorted(extra)))

    # 5: leaves, root, checkpoint
    origin, size, signed_root, _ = signed_text(read("proof/checkpoint.txt").decode(), key)
    leaves = [bytes.fromhex(line) for line in read("proof/leaves.txt").decode().split("\n")[:-1]]
    demand(origin == "assay/" + org and int(size) == len(leaves) >= manifest["entries"], "proof/checkpoint.txt does not cover the pack")
    top = base64.b64decode(signed_root)
    demand(root(leaves) == top, "proof/leaves.txt does not give the signed root")

    # 6: entries
    newest, last = {}, 0
    for e in rows("proof/entries.jsonl"):
        seq = e["sequence"]
        demand(last < seq <= manifest["entries"] and (seq == last + 1 or "since" in manifest) and e["time"] <= manifest["moment"], "journal entry %d is out of place" % seq)
        demand(leaf_hash(org, e) == leaves[seq - 1], "journal entry %d (%s %s)" % (seq, e["kind"], e["record"]))
        last = seq
        if e["operation"] != "redact":
            newest[e["record"]] = e
    demand(last == manifest["entries"] or "since" in manifest, "the last journal entries are missing")

    # 7: inclusion proofs
    proven = set()
    for p in rows("proof/inclusion.jsonl"):
        leaf, e = bytes.fromhex(p["leaf"]), newest.get(p["record"])
        demand(e and e["sequence"] == p["sequence"] and leaf == leaves[p["sequence"] - 1]
               and root_from(leaf, p["sequence"], len(leaves), [bytes.fromhex(h) for h in p["proof"]]) == top, "the proof of " + p["record"])
        proven.add(p["record"])

    # 8: records
    found = set()
    kinds = {n[len("data/"):-len(".jsonl")] for n in names if n.startswith("data/")}
    for kind in kinds:
        for r in rows("data/" + kind + ".jsonl"):
            e = newest.get(r["record"])
            demand(e and e["kind"] == kind and e["operation"] == "put" and e["sequence"] == r["sequence"] and r["record"] in proven
                   and json.loads(e["body"]) == r["body"], "%s %s" % (kind, r["record"]))
            found.add(r["record"])
    for id, e in newest.items():
        demand(e["kind"] not in kinds or e["operation"] != "put" or id in found, "%s %s is left out" % (e["kind"], id))
    print("%s as of %s: %d records proven in %d entries, %d files as signed" % (manifest["name"], manifest["moment"], len(found), last, len(names)))
    print("fingerprint of the key: " + sha(key.encode()))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
