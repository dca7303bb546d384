/// What the people of the demo are called and what they write.
enum DemoWords {
    static let firstNames = [
        "Ada", "Aiko", "Amara", "Anders", "Anouk", "Arjun", "Astrid", "Bea", "Bruno", "Camille",
        "Carlos", "Chiara", "Clara", "Dario", "Diego", "Ebba", "Elena", "Elif", "Emeka", "Emil",
        "Esther", "Farah", "Felix", "Finn", "Freya", "Gita", "Greta", "Hana", "Hugo", "Ida",
        "Ines", "Ivo", "Jamal", "Jana", "Jonas", "Joon", "Juno", "Kaja", "Kofi", "Lars", "Leila",
        "Lena", "Liv", "Luca", "Lucia", "Maja", "Malik", "Mara", "Marco", "Mateo", "Mei", "Mila",
        "Mina", "Nadia", "Naomi", "Nils", "Noor", "Nora", "Oskar", "Otto", "Paulo", "Petra",
        "Priya", "Quinn", "Rafael", "Ravi", "Rosa", "Ruben", "Runa", "Sana", "Selma", "Simon",
        "Sofia", "Stella", "Sven", "Tara", "Theo", "Tomas", "Uma", "Vera", "Viktor", "Wren",
        "Yara", "Yusuf", "Zara", "Zoe",
    ]

    static let lastNames = [
        "Abel", "Arden", "Bauer", "Berg", "Blom", "Costa", "Dahl", "Diallo", "Ekman", "Falk",
        "Ferreira", "Fontaine", "Gruber", "Haas", "Hallberg", "Hansen", "Ito", "Iversen", "Jensen",
        "Kaya", "Keller", "Kim", "Kovac", "Lang", "Larsen", "Lopez", "Marin", "Mendes", "Meyer",
        "Moreau", "Moretti", "Nakata", "Novak", "Nyberg", "Okafor", "Olsen", "Park", "Pereira",
        "Quist", "Rao", "Rossi", "Sato", "Silva", "Sorensen", "Tanaka", "Torres", "Vega",
        "Vogel", "Weiss", "Winter", "Yilmaz", "Zeller",
    ]

    static let biographies = [
        "Looking for good light.", "Film when I can, phone when I must.",
        "Notes from long walks.", "Mostly mornings.", "Small things, close up.",
        "I take the train so that I can look out of the window.", "Cook, walker, bad swimmer.",
        "One roll a week.", "Learning to wait for the picture.", "Somewhere between two ferries.",
        "Photographs, soup, cats.", "Every window is a frame.", "Weekend mountaineer.",
        "I like fog.", "Teacher on weekdays.", "Slow travel and fast shutters.",
    ]

    static let comments = [
        "That light!", "Where is this?", "I can almost hear it.", "So calm.",
        "This made my morning.", "Adding it to my list.", "The colours are unreal.",
        "Which lens did you use?", "I was there last year and missed this.", "Perfect timing.",
        "More of this, please.", "Looks like a painting.", "What a day you had.",
        "I keep coming back to this one.", "The second one is my favourite.",
        "How early did you get up for that?", "Beautifully composed.", "Wish I were there.",
        "That sky.", "You have a good eye.", "I would hang this on my wall.",
        "Reminds me of home.", "Well seen!", "Simple and strong.", "Love the shadows here.",
        "Is that really just a phone?", "Now I want to go back.", "The details!",
    ]

    static let replies = [
        "Thank you!", "About an hour north of here.", "Five in the morning, worth it.",
        "Just luck, really.", "Come along next time.", "It was even better in person.",
        "An old 50 mm.", "I waited forty minutes for that cloud.", "Same here.",
        "You should go in October.", "That means a lot.", "No filter, I promise.", "Agreed!",
        "I asked myself the same thing.",
    ]

    static let storyTexts = [
        "good morning", "on my way", "guess where", "again", "almost there", "first coffee",
        "not bad", "last light", "new lens day", "found it", "quiet here",
    ]

    static func captions(_ topic: DemoTopic) -> [String] {
        switch topic {
        case .sea:
            [
                "Salt on the lens again.", "The tide waited for nobody.", "High water, low sun.",
                "We had the whole bay to ourselves.", "Last swim of the year, I said. It was not.",
            ]
        case .mountains:
            [
                "Up before the clouds were.", "Six hours for these two minutes.",
                "The ridge, finally dry.", "My knees remember this one.", "Layers.",
            ]
        case .desert:
            [
                "No shade for miles.", "The dunes moved overnight.", "Heat you can see.",
                "Water, sand, more sand.", "The quietest place I know.",
            ]
        case .city:
            [
                "Waiting for the last tram.", "Blue hour, wet streets.", "Every window a story.",
                "Rush hour from above.", "The lights came on while I was looking.",
            ]
        case .forest:
            [
                "It smelled of rain and pine.", "Got lost, found this.", "Moss on everything.",
                "Only the woodpecker was up.", "Autumn is doing its thing.",
            ]
        case .night:
            [
                "Thirty seconds, one cold hand.", "They danced for ten minutes and were gone.",
                "So many stars that I forgot to focus.", "Moonrise over the lake.",
                "Could not sleep, went out.",
            ]
        case .abstract:
            [
                "Two colours and a line.", "Found on a wall.", "It is what you see in it.",
                "Playing with shapes.", "Sunday experiments.",
            ]
        case .food:
            [
                "Sunday table.", "Too pretty to eat. Ate it.", "Grandmother's recipe, my mess.",
                "Market haul.", "Lunch that became dinner.",
            ]
        case .flowers:
            [
                "The garden woke up.", "From my mother's balcony.", "One week of colour.",
                "Bees not pictured.", "They last longer in a photo.",
            ]
        case .architecture:
            [
                "Straight lines, for once.", "Concrete can be kind.", "Stairs to nowhere.",
                "The architect must have loved shadows.", "Corner of the day.",
            ]
        }
    }

    static let places = [
        (name: "Old Harbour", latitude: 53.544, longitude: 9.966),
        (name: "Cape View", latitude: -34.357, longitude: 18.474),
        (name: "Mirador", latitude: 41.418, longitude: 2.153),
        (name: "Long Pier", latitude: 54.527, longitude: 9.998),
        (name: "Salt Flats", latitude: -20.134, longitude: -67.489),
        (name: "Cloud Forest", latitude: 10.303, longitude: -84.806),
        (name: "North Hut", latitude: 47.057, longitude: 11.682),
        (name: "Night Market", latitude: 25.088, longitude: 121.524),
        (name: "Roof Garden", latitude: 35.659, longitude: 139.702),
        (name: "Tidal Pool", latitude: -33.891, longitude: 151.282),
    ]

    static func hashtags(_ topic: DemoTopic) -> [String] {
        switch topic {
        case .sea: ["#sea", "#coast", "#waves", "#goldenhour"]
        case .mountains: ["#mountains", "#hiking", "#peaks", "#outdoors"]
        case .desert: ["#desert", "#dunes", "#sand", "#heat"]
        case .city: ["#city", "#streets", "#bluehour", "#urban"]
        case .forest: ["#forest", "#trees", "#mist", "#woodland"]
        case .night: ["#night", "#stars", "#aurora", "#longexposure"]
        case .abstract: ["#abstract", "#colour", "#shapes", "#minimal"]
        case .food: ["#food", "#breakfast", "#homemade", "#market"]
        case .flowers: ["#flowers", "#garden", "#bloom", "#spring"]
        case .architecture: ["#architecture", "#lines", "#concrete", "#geometry"]
        }
    }

    static func altText(_ topic: DemoTopic) -> String {
        switch topic {
        case .sea: "The sun low over the sea."
        case .mountains: "Mountain ridges one behind the other."
        case .desert: "Dunes under a wide sky."
        case .city: "The skyline of a city with lit windows."
        case .forest: "Trees in the mist."
        case .night: "A starry sky above dark hills."
        case .abstract: "Coloured shapes side by side."
        case .food: "A plate on a table, seen from above."
        case .flowers: "Flowers in a garden."
        case .architecture: "A building of straight lines and shadows."
        }
    }
}
