//! Items: lossless text, the fields people see, comparison by meaning, three-way merge, matching. Pure.
