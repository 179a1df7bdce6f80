"""What a small model is shown before it speaks: short exchanges of people in other scenes.

They set the form, never the words: what it takes over from them is thrown away. A fact or a line
of the other side comes first, then what was said to it; `{}` is where a number or a name stands.
"""

from society.players.patterns import Bank, Collection, Pair, Term

MORE_FACTS: tuple[Pair, ...] = (
    ("The lamp is painted by hand.", "Somebody painted it by hand, look at the roses."),
    ("The strings are old.", "New strings are cheap, and the guitar sounds warm."),
    ("The boat has a full tank.", "The tank is full, so you can sail right away."),
    ("It is made of oak.", "Oak like this lasts longer than we do."),
    ("The corner is cracked.", "Only the corner is cracked, and you hardly see it."),
    ("You picked the apples this morning.", "I picked them this morning, please taste one!"),
    ("You have worked here for years.", "I have worked here for years and I know every corner."),
    ("The car has a dent.", "The dent is so small that nobody notices it."),
    ("You loved this camera.", "I loved this camera, it was with me everywhere."),
    ("The mirror is dusty.", "A little dust comes off with water."),
    ("You hardly wore the coat.", "I hardly wore it, I was always too warm."),
    ("The shop is next to the church.", "Everybody passes the church, so everybody sees the shop."),
    ("The clock is loud.", "Yes, it is loud, but it keeps you company."),
    ("You are a little shy.", "I do not like to talk about money, but I must."),
    ("The garden is far from the road.", "It is far from the road, so you only hear birds."),
    ("There is no lift.", "There is no lift, but the stairs keep you healthy."),
    ("You move to Spain next week.", "I move to Spain next week, so somebody will be lucky."),
    ("It is snowing outside.", "Look at the snow, you do not want to go home with nothing."),
    ("The sofa is leather.", "Sit down and feel how soft the leather is."),
    ("You are proud of the roses.", "I am proud of these roses, they won a prize."),
)

LESS_FACTS: tuple[Pair, ...] = (
    ("The lamp is painted by hand.", "It is pretty, but I have a lamp at home already."),
    ("The strings are old.", "The strings are old, so I must buy new ones."),
    ("The boat has no roof.", "There is no roof, so we get wet when it rains."),
    ("It is made of oak.", "Oak is heavy, and I have to carry it alone."),
    ("The corner is cracked.", "The corner is cracked, and that grows with time."),
    ("You have a big family.", "I have a big family to feed, please think of that."),
    ("The work is easy.", "It is easy work, and anybody could do it."),
    ("The car has a dent.", "There is a dent in the door, did you see that?"),
    ("You saw a cheaper one.", "I saw a cheaper one around the corner."),
    ("The mirror is dusty.", "I like it, but look at all the dust."),
    ("A button is missing.", "A button is missing, and where do I find one like it?"),
    ("The shop is next to the church.", "The bells will wake me up every Sunday."),
    ("The clock is loud.", "It is a bit loud for my bedroom."),
    ("You are a student.", "I am a student and I count every coin."),
    ("The garden is far from the road.", "It is so far from the road that I need a car."),
    ("There is no lift.", "There is no lift, and I have a bad knee."),
    ("You have to catch a train.", "My train leaves soon, so let us be quick."),
    ("It is snowing outside.", "I walked here through the snow, so be kind to me."),
    ("The sofa is leather.", "The leather is soft, but I have a cat at home."),
    ("You love old books.", "I love old books, and my shelf is full of them."),
)

FACTS: tuple[Pair, ...] = (
    ("The guests come tomorrow.", "The guests come tomorrow, and nothing is ready."),
    ("The well is dry.", "The well is dry, so my people are thirsty."),
    ("You are tired.", "I am tired, but I will listen to you."),
    ("The bridge is broken.", "Nobody can cross while the bridge is broken."),
    ("The meeting is in a tent.", "It is cold in this tent, let us be quick."),
    ("The harvest was poor.", "The harvest was poor, and winter is long."),
    ("You are allergic to cats.", "I am allergic to cats, so I cannot feed yours."),
    ("The printer stopped working.", "The printer stopped working, and I need it every day."),
    ("You like to get up early.", "I like to get up early, so mornings are fine for me."),
    ("The orchestra needs a drummer.", "An orchestra without a drummer is a sad thing."),
    ("The piano is upstairs.", "The piano is upstairs, and it is very heavy."),
    ("You are careful.", "I am careful, I want to think about it first."),
    ("The children are asleep.", "The children are asleep, let us speak softly."),
    ("The island has one ferry.", "With one ferry we all depend on each other."),
    ("You are new here.", "I am new here, please be patient with me."),
    ("The roof leaks.", "The roof leaks, and it rains every night."),
    ("You have a small boat.", "My boat is small, I cannot carry everything."),
    ("The drums are loud.", "The drums are loud, and my neighbour complains."),
)

MORE_REPLIES: tuple[Pair, ...] = (
    ("The strings are old, so I must buy new ones.", "New strings are cheap, the guitar is good."),
    ("There is no roof, so we get wet when it rains.", "It hardly rains here, you will stay dry."),
    ("The top is scratched and I have to sand it.", "A few scratches show that it was loved."),
    ("It is a nice phone, but an old model.", "Old models last longer, believe me."),
    ("I have a big family to feed.", "I have a family too, so I understand you."),
    ("I saw a cheaper one around the corner.", "Then look how worn that other one is."),
    ("The bells will wake me up every Sunday.", "You will soon sleep through the bells."),
    ("My train leaves soon, so let us be quick.", "Then decide now, and you catch your train."),
    ("There is no lift, and I have a bad knee.", "The stairs are good for your knee."),
    ("I like it, but look at all the dust.", "The dust is gone with a wet cloth."),
    ("It is a bit loud for my bedroom.", "Put it in the kitchen, there it is fine."),
    ("I am a student and I count every coin.", "I was a student once, but I must live too."),
    ("A button is missing.", "I will find you a button that fits."),
    ("It is easy work.", "It looks easy because I know how to do it."),
)

LESS_REPLIES: tuple[Pair, ...] = (
    ("Somebody painted it by hand.", "It is pretty, but paint comes off some day."),
    ("New strings are cheap, and it sounds warm.", "It sounds warm, but I still need strings."),
    ("The tank is full, so you can sail right away.", "I will bring it back full, I promise."),
    ("Oak like this lasts longer than we do.", "It may last, but it is too big for my flat."),
    ("I picked them this morning, please taste one!", "They taste good, but I need many of them."),
    ("I hardly wore it.", "It looks new, but the fashion is from last year."),
    ("Everybody passes the church.", "People pass by, but who comes in?"),
    ("I move to Spain next week.", "If you leave so soon, you must sell it quickly."),
    ("It is far from the road, so you only hear birds.", "Birds are nice, but the walk is long."),
    ("I loved this camera.", "You loved it, and now you want a new one."),
    ("The stairs keep you healthy.", "Tell that to my old mother when she visits."),
    ("I know every corner.", "You know a lot, but the work has changed."),
    ("Nobody notices the dent.", "I noticed it before I saw the car."),
    ("They won a prize.", "A prize is nice, but flowers fade."),
)

REPLIES: tuple[Pair, ...] = (
    ("The well is dry, so my people are thirsty.", "Your people are thirsty, and mine are hungry."),
    ("It is cold in this tent.", "Then let us agree before we freeze."),
    ("Nothing is ready for the guests.", "If we both work, it will be ready."),
    ("The harvest was poor.", "It was poor for all of us this year."),
    ("I am allergic to cats.", "I did not know that, so I feed the cat."),
    ("I need the printer every day.", "I am sorry about that, let us find a way."),
    ("Mornings are fine for me.", "Good, I would rather sleep in the morning."),
    ("The piano is very heavy.", "We can carry the piano together."),
    ("I want to think about it first.", "Think about it, but not for too long."),
    ("I cannot carry everything.", "Then leave the heavy things to me."),
    ("Please be patient with me.", "I am patient, tell me what you need."),
    ("My neighbour complains.", "Your neighbour will get used to it."),
)

MORE: Bank = {
    "open": (
        "I am asking {} for it.", "My price is {}, not more and not less.", "I thought of {}.",
        "{} is what I want for it.", "Let us start at {}.", "It should bring me {}.",
        "I hope to get {}.",
    ),
    "concede": (
        "For you I come down to {}.", "I could live with {}.", "Make it {} and it is yours.",
        "Would you agree to {}?", "With {} I am happy.", "Give me {} and we shake hands.",
        "What about {}?", "I can go down to {}, because I like you.",
        "All right, you get it for {}.", "Then let us say {}.", "Hm, {} would be fair to us both.",
    ),
    "hold": ("It is still {}.", "I stay with {}.", "I want {}, as I said."),
    "last": ("I need {}, and that is final.", "{}, take it or leave it.", "Bring me {} or go."),
}  # fmt: skip

LESS: Bank = {
    "open": (
        "My offer is {}, not more.", "I thought of {}.", "{} is what I have with me.",
        "Let us start at {}.", "Would you let it go for {}?", "I was hoping to pay {}.",
        "I brought {} in coins.",
    ),
    "concede": (
        "I could go up to {}.", "Let me have it for {}.", "Could you do it for {}?",
        "Would you agree to {}?", "Take {} and we shake hands.", "I can find {} in my pocket.",
        "What about {}?", "I make it {}, because I like it.", "All right, you get {} from me.",
        "Then let us say {}.", "Hm, {} would be fair to us both.",
    ),
    "hold": ("It is still {}.", "I stay with {}.", "I pay {}, as I said."),
    "last": ("I only have {}, that is final.", "{}, take it or leave it.", "I have just {}."),
}  # fmt: skip

TERMS: tuple[Term, ...] = (
    ("rooms", "4", "We need {} rooms."),
    ("guests", "40", "Let us invite {} guests."),
    ("hours", "6", "I can work {} hours."),
    ("share", "60", "My share must be {}."),
    ("trees", "25", "How about {} trees?"),
    ("boxes", "8", "You get {} boxes from me."),
    ("months", "18", "I would rather have {} months."),
    ("bottles", "12", "I would agree to {} bottles."),
    ("seats", "30", "Could you give us {} seats?"),
    ("songs", "5", "We play {} songs, that is fair."),
    ("nights", "3", "I want to stay for {} nights."),
    ("cows", "14", "I can keep {} cows."),
    ("pages", "90", "Make it {} pages, please."),
    ("tickets", "7", "Then I take {} tickets."),
    ("fish", "20", "I ask for {} fish."),
    ("loan", "500", "A loan of {} would help us."),
)

NAMES: tuple[Term, ...] = (
    ("cooking", "Max", "Max does the cooking."),
    ("garden", "Eva", "The garden is for Eva."),
    ("windows", "Max", "Max can clean the windows."),
    ("laundry", "Paul", "The laundry is a job for Paul."),
    ("dog", "Eva", "Eva walks the dog."),
    ("driving", "Paul", "Paul does the driving."),
    ("music", "jazz", "I would like jazz for the music."),
    ("colour", "red", "Let us have red as the colour."),
)

AGREED: tuple[str, ...] = (
    "Good, {} it is.", "All right, we agree on {}.", "{} is fine with me.",
    "I can live with {}, thank you.", "Yes, {} sounds fair.", "You win, {} it is.",
    "Let us shake hands on {}.", "Fine, {} and no more talk.", "Agreed, {}.",
    "That works for me, {}.", "I am happy with {}.", "Okay, {} then.",
)  # fmt: skip

AGREED_PLAIN: tuple[str, ...] = (
    "Good, I agree to that.", "All right, let us do it your way.", "That is fine with me.",
    "I can live with that, thank you.", "Yes, that sounds fair.", "You win, I agree.",
    "Let us shake hands on it.", "Fine, and no more talk.", "I am happy with your plan.",
    "Okay, that works for both of us.",
)  # fmt: skip

FAREWELLS: tuple[str, ...] = (
    "I am sorry, we are too far apart.", "That is too much for me, goodbye.",
    "No, then I would rather go.", "Then we have no deal today.", "I will look somewhere else.",
    "Thank you for your time, but no.", "We do not agree, so I go home.",
    "This does not work for me.", "Maybe another time, goodbye.",
    "I have heard enough, good luck to you.", "I cannot say yes to that.",
    "Let us stop here, no hard feelings.",
)  # fmt: skip

ENGLISH = Collection(
    facts={"more": MORE_FACTS, "less": LESS_FACTS, "none": FACTS},
    replies={"more": MORE_REPLIES, "less": LESS_REPLIES, "none": REPLIES},
    money={"more": MORE, "less": LESS},
    terms=TERMS,
    names=NAMES,
    agreed=AGREED,
    agreed_plain=AGREED_PLAIN,
    farewells=FAREWELLS,
    lines={
        "more": "You want a higher price. Answer in one short sentence.",
        "less": "You want a lower price. Answer in one short sentence.",
        "none": "You talk about a plan. Answer in one short sentence.",
        "answer_more": "You want a higher price. Answer the other in one short sentence.",
        "answer_less": "You want a lower price. Answer the other in one short sentence.",
        "answer_none": "You talk about a plan. Answer the other in one short sentence.",
        "state_more": "You want a higher price. Say your price in a few words.",
        "state_less": "You want a lower price. Say your offer in a few words.",
        "state_none": "Say what you want in a few words.",
        "agree": "You agree. Say it in a few words.",
        "leave": "You do not agree and you leave. Say it in a few words.",
    },
    labels={
        "open": "first",
        "concede": "new",
        "hold": "same",
        "last": "last",
        "agree": "agreed",
        "leave": "no deal",
    },
)
