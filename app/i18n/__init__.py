"""Words in the language of the person: the catalogue, how blanks are filled, and sentences that several rooms say."""
