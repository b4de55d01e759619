"""What people set: bpkit.yaml, rubrics, waivers; read, or refused with line, key and nearest key."""
